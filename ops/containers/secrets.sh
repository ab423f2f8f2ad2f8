#!/bin/sh
# Creates the secrets of compose.yaml in ./secrets, or in the folder that is given. A file that exists stays as it is.
# The folder is for its owner only. The files are readable, because the server in the container has another user.
set -eu
folder=${1:-secrets}
mkdir -p -m 0700 "$folder"
chmod 0700 "$folder"

# Writes standard input to a new file, whole or not at all.
create() {
  if [ -e "$folder/$1" ]; then
    echo "$folder/$1 exists and is kept"
    cat >/dev/null
  else
    umask 022
    cat >"$folder/.$1.new"
    mv "$folder/.$1.new" "$folder/$1"
    echo "$folder/$1 created"
  fi
}

openssl rand -hex 24 | create postgres_password
printf 'postgres://spedy:%s@postgres:5432/spedy\n' "$(cat "$folder/postgres_password")" | create database_url
openssl rand -base64 32 | create secret_key
# Empty: no e-mail. Otherwise the mail server, such as smtps://USER:PASSWORD@mail.example.com, and SPEDY_MAIL_FROM in .env.
printf '' | create smtp_url
