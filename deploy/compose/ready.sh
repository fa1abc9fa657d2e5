#!/bin/bash
# Health check: `ready PORT PATH` is well if the answer is 2xx, `ready PORT` if the port is open. It starts no Node,
# since some forty containers ask at once.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
[[ -z ${2:-} ]] && exit 0
printf 'GET %s HTTP/1.0\r\nhost: localhost\r\n\r\n' "$2" >&3
IFS= read -r -t 4 status <&3
[[ $status == HTTP/1.?' 2'* ]]
