#!/bin/sh
set -eu
userdel --remove build || true
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
truncate -s 0 /etc/machine-id
cloud-init clean --logs || true
