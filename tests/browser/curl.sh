#!/usr/bin/env bash
# The reporter's whole way with curl alone: read the start page, open the form, send a report with a file, check the code, leave,
# come back with the code, read, answer, leave. It shows that nothing on this way needs a browser, let alone a script.
#
#   tests/browser/curl.sh http://127.0.0.1:8080
#
# Ends with 0 when everything went as it should, and with 1 and one line on the standard error at the first surprise.
#
# If you do this for real: over Tor, with `--proxy socks5h://127.0.0.1:9050` in the list of options below, on a machine of your own.
# What may not be seen goes through files in a folder of this user alone, never as an argument: arguments can be read by everybody
# on the machine (`ps`), and stay in the history of the shell.
set -euo pipefail
umask 077

if [ $# -ne 1 ]; then
    echo "usage: $0 http://HOST:PORT" >&2
    exit 2
fi
base=${1%/}

private=$(mktemp -d)
trap 'rm -rf "$private"' EXIT

# Cookies: the session is one cookie, `__Host-r`, between sending or coming back and leaving. It is `Secure`. Over plain HTTP curl
# stores and sends such a cookie only to this machine itself (127.0.0.1, ::1, localhost), and only since 7.79. An older one
# would need `--header "Cookie: __Host-r=…"` in its place. Over HTTPS there is nothing to take care of.
#
# Without `--location`: every form is answered with 303 and the path of the page that comes next, and that path says what happened.
options=(--silent --show-error --max-time 120 --noproxy '*' --cookie "$private/cookies" --cookie-jar "$private/cookies")

page=$private/page # the page fetched last

surprise() {
    echo "curl.sh: $1" >&2
    exit 1
}

# get PATH: fetches a page.
get() {
    local status
    status=$(curl "${options[@]}" --output "$page" --write-out '%{http_code}' "$base$1") || surprise "GET $1: no answer"
    [ "$status" = 200 ] || surprise "GET $1: status $status, not 200"
}

# leads PATH NEXT OPTION…: asks for PATH, with `--form` or `--data-…` as a form that is sent, and wants to be led to NEXT.
leads() {
    local path=$1 next=$2 answer
    shift 2
    answer=$(curl "${options[@]}" --output "$page" --write-out '%{http_code} %{redirect_url}' "$@" "$base$path") ||
        surprise "$path: no answer"
    [ "$answer" = "303 $base$next" ] || surprise "$path: led to \"$answer\", not to $next"
}

# shows TEXT: the page fetched last has this in it.
shows() {
    grep --quiet --fixed-strings -- "$1" "$page" || surprise "the page does not say: $1"
}

# hidden NAME: the value of a hidden field. `t` names one copy of one form: the same form sent twice is kept once.
hidden() {
    local value
    value=$(sed -n "s/.*<input type=\"hidden\" name=\"$1\" value=\"\\([^\"]*\\)\".*/\\1/p" "$page" | head -n 1)
    [ -n "$value" ] || surprise "the page has no field $1"
    printf '%s' "$value"
}

# words: the eight words of the code on the page, one a line.
words() {
    sed -n '/<ol class="words/,/<\/ol>/s/.*<li><i[^>]*>[1-8]<\/i>\([^<]*\)<.*/\1/p' "$page"
}

echo '1. The start page.'
get /
shows 'You do not have to say who you are.'
shows 'href="/n"'

echo '2. Who are you? A trader, the first of three.'
get /n
shows 'href="/n/1"'

echo '3. The form. It shows the code before anything is sent.'
get /n/1
hidden t >"$private/token"
words >"$private/code"
[ "$(wc -l <"$private/code")" = 8 ] || surprise 'the page does not show eight words'

echo '4. Send the report, with a file. The text fields come before the file: what arrives first is kept first.'
printf 'They wanted 200 for the stamp. I have the receipt of the day before, when it cost nothing.' >"$private/story"
printf 'Stamp fee: 0\nPaid: 0\n' >"$private/receipt.txt"
leads /n/1 /d \
    --form "t=<$private/token" \
    --form 'f=SOL' \
    --form "s=<$private/story" \
    --form 'p=Border post Karsa' \
    --form 'w=last week' \
    --form "a=@$private/receipt.txt;type=text/plain"

echo '5. It is sent: the same code again, and the file that arrived.'
get /d
shows 'We have your report'
shows 'receipt.txt'
shows 'Arrived, '
words | cmp --silent - "$private/code" || surprise 'the code is not the one of the form'

echo '6. Check the paper: words 3 and 7.'
hidden t >"$private/token"
sed -n 3p "$private/code" | tr -d '\n' >"$private/third"
sed -n 7p "$private/code" | tr -d '\n' >"$private/seventh"
leads /d /d --data-urlencode "t@$private/token" --data-urlencode "w3@$private/third" --data-urlencode "w7@$private/seventh"
get /d
shows 'Your paper is right'

# Leaving is a link to another site, which is not followed here. It ends the session where it counts, on the server: the cookie
# that curl still has (curl does not empty its file of cookies) opens nothing any more.
leave() {
    local status
    status=$(curl "${options[@]}" --output "$page" --dump-header "$private/headers" --write-out '%{http_code}' "$base/x") ||
        surprise 'GET /x: no answer'
    [ "$status" = 303 ] || surprise "GET /x: status $status, not 303"
    grep --quiet --ignore-case '^set-cookie: __Host-r=;.*Max-Age=0' "$private/headers" || surprise 'leaving did not take the cookie away'
    grep --quiet '__Host-r' "$private/cookies" || surprise 'curl has kept no cookie to try'
    leads /m /c
    rm "$private/cookies"
}

echo '7. Leave.'
leave

echo '8. Come back, with the words in one line and in capitals.'
tr 'a-z\n' 'A-Z ' <"$private/code" >"$private/typed"
leads /c /m --data-urlencode "k@$private/typed"
get /m
shows 'Your messages'
! grep --quiet --fixed-strings 'They wanted 200' "$page" || surprise 'the page shows what was sent; it must not'

echo '9. Answer, with another file.'
hidden t >"$private/token"
printf 'It was the tall one with the grey beard.' >"$private/answer"
printf 'a list of the days\n' >"$private/days.txt"
leads /m /m \
    --form "t=<$private/token" \
    --form "s=<$private/answer" \
    --form "a=@$private/days.txt;type=text/plain"
get /m
shows 'We have your message'
shows 'days.txt'

echo '10. Leave.'
leave

echo 'The whole way, without a browser.'
