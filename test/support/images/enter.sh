# Runs a command in a root folder, as a container does. test/support/images/image-root.ts calls it in new namespaces:
#   sh enter.sh ROOT USER LOCKED FOLDER COMMAND…
# USER is a numeric user and group. LOCKED is true for a read-only root without any privilege.
# MOUNTS has one mount per line: bind FROM TO, overlay LOWER UPPER WORK TO, or tmpfs TO, with TO below ROOT.
set -eu
root=$1 user=$2 locked=$3 folder=$4
shift 4
mount --make-rprivate /
mount --bind "$root" "$root"
# The folder may be in memory, where programs are usually not allowed.
mount -o remount,bind,exec,dev,suid "$root"
# The programs and libraries of the machine are those of Debian's image.
for name in bin sbin lib lib64 libexec share; do
  [ -d "/usr/$name" ] || continue
  mkdir -p "$root/usr/$name"
  mount --bind "/usr/$name" "$root/usr/$name"
  mount -o remount,bind,ro "$root/usr/$name"
done
for name in bin sbin lib lib64; do
  if [ -L "/$name" ]; then
    [ -L "$root/$name" ] || cp -P "/$name" "$root/$name"
  elif [ -d "/$name" ]; then
    mkdir -p "$root/$name"
    mount --bind "/$name" "$root/$name"
    mount -o remount,bind,ro "$root/$name"
  fi
done
mkdir -p "$root/proc" "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
for name in null zero random urandom; do
  : >"$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
printf '%s\n' "$MOUNTS" | while read -r kind a b c d; do
  case $kind in
    bind)
      if [ -d "$a" ]; then mkdir -p "$root$b"; else mkdir -p "$root${b%/*}" && : >>"$root$b"; fi
      mount --bind "$a" "$root$b"
      ;;
    overlay) mkdir -p "$root$d" && mount -t overlay -o "lowerdir=$a,upperdir=$b,workdir=$c" overlay "$root$d" ;;
    tmpfs) mkdir -p "$root$a" && mount -t tmpfs -o mode=1777 tmpfs "$root$a" ;;
  esac
done
unset MOUNTS
ip link set lo up 2>/dev/null || true
[ "$locked" = false ] || mount -o remount,bind,ro "$root"
privileges=
[ "$locked" = false ] || privileges='--no-new-privs --bounding-set=-all --inh-caps=-all'
# Everything is replaced by exec: the command is the first process of its namespace, as in a container.
# shellcheck disable=SC2086
exec chroot "$root" setpriv --pdeathsig KILL --reuid="${user%:*}" --regid="${user#*:}" --clear-groups $privileges -- \
  sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
