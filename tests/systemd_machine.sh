#!/bin/sh
# A machine that systemd boots (systemd_machine.py starts it, within a network namespace):
#   systemd_machine.sh NAME FOLDER CHECKOUT VENV PYTHON
# It ends when systemd does, unless by a reboot.
set -eu
name=$1 folder=$2 checkout=$3 venv=$4 python=$5
root=$folder/disk/root
group=campus5g-$name-$$
# Where limits are in force: version 1 of control groups if this kernel has its controllers there.
controllers=$(cut -d: -f2 /proc/self/cgroup | grep -xE 'memory|pids|devices|blkio|freezer|cpu|cpuacct|cpu,cpuacct' || true)

layer() { # folder to look through, name of what is written, where it is seen
    mkdir -p "$folder/disk/$2/upper" "$folder/disk/$2/work" "$3"
    mount -t overlay overlay -o "lowerdir=$1,upperdir=$folder/disk/$2/upper,workdir=$folder/disk/$2/work" "$3"
}

make_disk() {
    mkdir "$folder/disk"
    mount -t tmpfs tmpfs "$folder/disk"
    layer / system "$root"
    # Without such a file the first start would be an installation's.
    : >"$root/etc/machine-id"
    printf '%s\n' "$name" >"$root/etc/hostname"
    layer "$checkout" checkout "$root/opt/campus5g"
    layer "$venv" venv "$root/opt/campus5g/.venv"
    # Python may lie in a home, which services don't see.
    mkdir -p "$root/opt/python"
    mount --bind "$python" "$root/opt/python"
    echo /opt/python/lib >"$root/etc/ld.so.conf.d/python.conf"
    chroot "$root" ldconfig
    cd "$root/opt/campus5g/.venv"
    interpreter=/opt/python/bin/$(basename "$(readlink -f "$venv/bin/python")")
    ln -sf "$interpreter" bin/python3
    ln -sf python3 bin/python
    sed -i 's|^home = .*|home = /opt/python/bin|' pyvenv.cfg
    grep -slI "^#!$venv/" bin/* | xargs sed -i "1s|^#!$venv/|#!/opt/campus5g/.venv/|"
    for link in lib/python3*/site-packages/*campus5g*.pth; do echo /opt/campus5g >"$link"; done
    ln -sf /opt/campus5g/jupyter_config.py etc/jupyter/jupyter_config.py
    cd /
}

make_groups() {
    mkdir "$folder/groups"
    mount -t tmpfs tmpfs "$folder/groups"
    for each in $controllers ${controllers:+systemd} unified; do
        mkdir "$folder/groups/$each"
        mount_group "$each" "$folder/groups/$each"
        mkdir "$folder/groups/$each/$group"
    done
}

mount_group() { # hierarchy, where
    case $1 in
    unified) mount -t cgroup2 cgroup2 "$2" ;;
    systemd) mount -t cgroup -o none,name=systemd cgroup "$2" ;;
    *) mount -t cgroup -o "$1" cgroup "$2" ;;
    esac
}

remove_groups() {
    for each in "$folder"/groups/*; do find "$each/$group" -depth -type d -exec rmdir {} +; done
}

run_systemd() { # the first process of new namespaces
    mount -t proc proc "$root/proc"
    mount --bind -o ro "$root/proc/sys" "$root/proc/sys"
    # The network is the machine's own.
    mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
    mount -o remount,bind,rw "$root/proc/sys/net"
    mount -t sysfs -o ro sysfs "$root/sys"
    for each in dev run tmp; do mount -t tmpfs -o mode=0755 tmpfs "$root/$each"; done
    chmod 1777 "$root/tmp"
    for each in null zero full random urandom tty; do cp -a "/dev/$each" "$root/dev/"; done
    mkdir "$root/dev/pts" "$root/dev/shm" "$root/run/host"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount --bind "$folder/host" "$root/run/host"
    if [ -n "$controllers" ]; then
        mount -t tmpfs -o mode=0755 tmpfs "$root/sys/fs/cgroup"
        for each in $controllers systemd unified; do
            mkdir "$root/sys/fs/cgroup/$each"
            mount_group "$each" "$root/sys/fs/cgroup/$each"
        done
    else
        mount_group unified "$root/sys/fs/cgroup"
    fi
    cd "$root"
    mkdir -p .old
    pivot_root . .old
    umount -l .old
    mount --make-rshared /
    # The clock and the kernel are everybody's.
    exec setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio,-syslog \
        env -i container=campus5g NOTIFY_SOCKET=/run/host/notify PATH=/usr/sbin:/usr/bin LANG=C.UTF-8 \
        /lib/systemd/systemd --log-target=journal --show-status=no \
        SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 systemd.default_device_timeout_sec=1 \
        systemd.mask=apt-daily.timer systemd.mask=apt-daily-upgrade.timer
}

case ${6-} in
systemd) run_systemd ;;
start)
    group=$7
    for each in "$folder"/groups/*; do echo 0 >"$each/$group/cgroup.procs"; done
    exec unshare --mount --uts --ipc --pid --cgroup --fork --kill-child --propagation private \
        sh "$0" "$name" "$folder" "$checkout" "$venv" "$python" systemd
    ;;
*)
    make_disk
    make_groups
    trap remove_groups EXIT
    again=129 # killed by SIGHUP, as reboot(2) tells the parent of a namespace
    code=$again
    while [ $code = $again ]; do
        code=0
        sh "$0" "$name" "$folder" "$checkout" "$venv" "$python" start "$group" || code=$?
    done
    ;;
esac
