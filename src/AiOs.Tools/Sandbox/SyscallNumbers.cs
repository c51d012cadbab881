namespace AiOs;

/// <summary>Numbers of the system calls that the filter judges. Source: Linux, arch/x86/entry/syscalls and include/uapi/asm-generic.</summary>
internal static class SyscallNumbers
{
    public static readonly SyscallNumber Clone = new(56, 220);
    public static readonly SyscallNumber Clone3 = new(435, 435);
    public static readonly SyscallNumber Ioctl = new(16, 29);
    public static readonly SyscallNumber Socket = new(41, 198);

    /// <summary>Gets the calls that are refused whatever their arguments.</summary>
    public static readonly SyscallNumber[] Refused =
    [
        new(101, 117), // ptrace
        new(310, 270), new(311, 271), // process_vm_readv, process_vm_writev
        new(312, 272), // kcmp
        new(438, 438), // pidfd_getfd
        new(440, 440), // process_madvise
        new(248, 217), new(249, 218), new(250, 219), // add_key, request_key, keyctl
        new(165, 40), new(166, 39), new(155, 41), new(161, 51), // mount, umount2, pivot_root, chroot
        new(428, 428), new(429, 429), new(430, 430), new(431, 431), new(432, 432), new(433, 433), new(442, 442), // the new mount calls
        new(272, 97), new(308, 268), // unshare, setns
        new(321, 280), // bpf
        new(298, 241), // perf_event_open
        new(323, 282), // userfaultfd
        new(246, 104), new(320, 294), // kexec_load, kexec_file_load
        new(175, 105), new(313, 273), new(176, 106), // init_module, finit_module, delete_module
        new(167, 224), new(168, 225), // swapon, swapoff
        new(169, 142), // reboot
        new(163, 89), // acct
        new(179, 60), // quotactl
        new(303, 264), new(304, 265), // name_to_handle_at, open_by_handle_at
        new(425, 425), new(426, 426), new(427, 427), // io_uring_setup, io_uring_enter, io_uring_register
        new(135, 92), // personality
        new(164, 170), new(227, 112), new(159, 171), new(305, 266), // settimeofday, clock_settime, adjtimex, clock_adjtime
        new(103, 116), // syslog
        new(170, 161), new(171, 162), // sethostname, setdomainname
        new(237, 235), new(238, 237), new(256, 238), new(279, 239), // mbind, set_mempolicy, migrate_pages, move_pages
    ];
}
