# What the sessions of commands.test.ts have besides the commands of a page: a reader who is signed in to the demo.

# sign_in EMAIL: opens a session in a browser, whose cookies are in a file.
sign_in() {
  curl -fsS -c "cookies-$1" -H "Origin: $SPEDY_URL" -H 'Content-Type: application/json' \
    -d "{\"email\":\"$1\",\"password\":\"$(password_of "$1")\"}" "$SPEDY_URL/api/v1/auth/login" >/dev/null
}

password_of() {
  case "$1" in
    ada@*) echo "$ADA_PASSWORD" ;;
    *) echo "$TIM_PASSWORD" ;;
  esac
}

# change EMAIL METHOD PATH BODY: a change that a signed-in member makes.
change() {
  [ -e "cookies-$1" ] || sign_in "$1"
  curl -fsS -b "cookies-$1" -H "Origin: $SPEDY_URL" -H 'Content-Type: application/json' \
    -X "$2" -d "$4" "$SPEDY_URL/api/v1/$3"
}

# new_token NAME [EMAIL]: creates a token, and prints the response.
new_token() {
  change "${2:-tim@acme.example}" POST me/tokens "{\"name\":\"$1\"}"
}

# get PATH: reads from the API with the reader's token.
get() {
  curl -fsS -H "Authorization: Bearer $SPEDY_TOKEN" "$SPEDY_URL/api/v1/$1"
}

# user_id EMAIL: the ID of a member.
user_id() {
  [ -e cookies-ada@acme.example ] || sign_in ada@acme.example
  curl -fsS -b cookies-ada@acme.example "$SPEDY_URL/api/v1/users?limit=100" | jq -r ".data[] | select(.email == \"$1\") | .id"
}

# authorize_in_browser: the member allows the client of the page, and the code comes back in the redirect.
authorize_in_browser() {
  local query="response_type=code&client_id=$CLIENT_ID&redirect_uri=$REDIRECT&scope=tickets:read&state=$STATE"
  query="$query&code_challenge=$CHALLENGE&code_challenge_method=S256"
  sign_in tim@acme.example
  local consent
  consent=$(curl -sS -o consent.html -b cookies-tim@acme.example -w '%{redirect_url}' \
    "$SPEDY_URL/api/v1/oauth/authorize?$query")
  change tim@acme.example POST "oauth/requests/${consent##*request=}" '{"decision":"allow"}' |
    jq -r .redirectTo | sed 's/.*[?&]code=\([^&]*\).*/\1/'
}
