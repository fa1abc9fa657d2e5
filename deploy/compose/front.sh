#!/bin/sh
# nginx knows no variables of the environment: the validator's name is put in here.
set -eu
sed "s/@VALIDATOR@/${VALIDATOR:?the validator whose services stand behind this front}/g" /etc/nginx/front.conf >/tmp/front.conf
exec nginx -c /tmp/front.conf
