using Xunit;

namespace AiOs;

/// <summary>Escape attempts, as Python code that prints <c>ESCAPED</c> when it got through and <c>REFUSED</c> when it did not.</summary>
internal static class SandboxEscapes
{
    // Every attempt runs as the body of attempt(); an exception, or a false result, is a refusal.
    private const string Frame = """
        import ctypes, os, socket, struct, sys, time
        libc = ctypes.CDLL(None, use_errno=True)
        def call(number, *arguments):
            result = libc.syscall(number, *arguments)
            if result < 0:
                raise OSError(ctypes.get_errno(), "refused")
            return result
        x64 = os.uname().machine == "x86_64"
        def attempt():
        BODY
        try:
            print("ESCAPED" if attempt() else "REFUSED")
        except BaseException as error:
            print("REFUSED", type(error).__name__, error)
        """;

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, body) in Attempts)
            {
                string indented = string.Join('\n', body.Split('\n').Select(static line => "    " + line));
                data.Add(name, Frame.Replace("BODY", indented, StringComparison.Ordinal));
            }

            return data;
        }
    }

    private static readonly (string Name, string Body)[] Attempts =
    [
        ("reads the password hashes", "return open('/etc/shadow').read()"),
        ("reads the accounts of the host", "return 'root' in open('/etc/passwd').read()"),
        ("lists the home of root", "return os.listdir('/root') is not None"),
        ("lists the homes", "return len(os.listdir('/home'))"),
        ("sees the host's processes", "return any(p.isdigit() and int(p) > 50 for p in os.listdir('/proc'))"),
        (
            "reads the host's command lines",
            "lines = [open('/proc/%s/cmdline' % p, 'rb').read() for p in os.listdir('/proc') if p.isdigit()]\nreturn b'dotnet' in b''.join(lines)"),
        ("writes to the system", "open('/usr/bin/aios-was-here', 'w').write('x')\nreturn True"),
        ("writes to the root", "open('/aios-was-here', 'w').write('x')\nos.remove('/aios-was-here')\nreturn os.stat('/').st_dev == os.stat('/usr').st_dev"),
        ("replaces a program", "os.rename('/usr/bin/python3', '/usr/bin/python4')\nreturn True"),
        ("becomes root by setuid", "os.setuid(0)\nreturn os.getuid() == 0"),
        ("becomes another group", "os.setgroups([0])\nreturn True"),
        ("holds a capability", "return any(int(l.split()[1], 16) for l in open('/proc/self/status') if l.startswith(('CapEff', 'CapPrm', 'CapBnd')))"),
        ("gains privileges by a setuid program", "return any('NoNewPrivs:\\t0' in l for l in open('/proc/self/status'))"),
        ("makes a nested user namespace by unshare", "call(272 if x64 else 97, 0x10000000)\nreturn True"),
        ("makes a nested user namespace by clone", "pid = call(56 if x64 else 220, 0x10000000 | 17, 0, 0, 0, 0)\nif pid == 0: os._exit(0)\nreturn True"),
        (
            "makes a nested user namespace by clone3",
            "a = (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17)\npid = call(435, a, 88)\nif pid == 0: os._exit(0)\nreturn True"),
        ("makes a mount namespace", "call(272 if x64 else 97, 0x00020000)\nreturn True"),
        ("joins a namespace of the init", "f = os.open('/proc/1/ns/mnt', 0)\ncall(308 if x64 else 268, f, 0)\nreturn True"),
        ("mounts a file system", "call(165 if x64 else 40, b'none', b'/tmp', b'tmpfs', 0, 0)\nreturn True"),
        ("opens a file system by the new calls", "call(430, b'tmpfs', 0)\nreturn True"),
        ("unmounts the system", "call(166 if x64 else 39, b'/usr', 2)\nreturn True"),
        ("changes the root", "os.chroot('/tmp')\nreturn True"),
        ("traces the sandbox's init", "call(101 if x64 else 117, 16, 1, 0, 0)\nreturn True"),
        ("traces its parent and stops it", "call(101 if x64 else 117, 16, os.getppid(), 0, 0)\nreturn True"),
        ("reads the memory of the init", "return len(os.pread(os.open('/proc/1/mem', 0), 16, 0x400000))"),
        ("reads another process's memory by the call", "call(310 if x64 else 270, 1, None, 0, None, 0, 0)\nreturn True"),
        ("kills what is outside", "os.kill(2**15 - 7, 9)\nreturn True"),
        ("connects to a local address", "socket.create_connection(('127.0.0.1', 22), 1)\nreturn True"),
        ("finds a network device", "return any(n != 'lo' for n in [i[1] for i in socket.if_nameindex()])"),
        ("sends to the outside", "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))\nreturn True"),
        ("opens a raw packet socket", "socket.socket(17, socket.SOCK_RAW)\nreturn True"),
        ("opens a kernel crypto socket", "socket.socket(38, 5)\nreturn True"),
        ("opens a socket to the hypervisor", "socket.socket(40, 1)\nreturn True"),
        ("loads a BPF program", "call(321 if x64 else 280, 5, 0, 0)\nreturn True"),
        ("watches performance events", "call(298 if x64 else 241, (ctypes.c_char * 128)(), 0, -1, -1, 0)\nreturn True"),
        ("uses io_uring", "call(425, 1, (ctypes.c_char * 128)())\nreturn True"),
        ("handles page faults", "call(323 if x64 else 282, 0)\nreturn True"),
        ("reads a key ring", "call(250 if x64 else 219, 0, -3, 0)\nreturn True"),
        ("opens a file by its handle", "call(304 if x64 else 265, -100, (ctypes.c_char * 64)(), 0)\nreturn True"),
        ("loads a kernel module", "call(313 if x64 else 273, 0, b'', 0)\nreturn True"),
        ("sets the clock", "time.clock_settime(time.CLOCK_REALTIME, 0)\nreturn True"),
        ("changes the host name", "socket.sethostname('escaped')\nreturn True"),
        ("types into the host's terminal", "import fcntl, termios\nfcntl.ioctl(os.open('/dev/tty', os.O_RDWR), termios.TIOCSTI, b'x')\nreturn True"),
        ("opens the host's disks", "return any(os.path.exists('/dev/' + d) for d in ('sda', 'vda', 'nvme0n1', 'mem', 'kmsg', 'fuse', 'kvm'))"),
        ("makes a device", "os.mknod('/tmp/disk', 0o60600, os.makedev(8, 0))\nreturn True"),
        ("writes a kernel setting", "open('/proc/sys/kernel/core_pattern', 'w').write('|/tmp/x')\nreturn True"),
        ("asks for the magic key", "open('/proc/sysrq-trigger', 'w').write('b')\nreturn True"),
        ("sees a control group", "return len(os.listdir('/sys/fs/cgroup')) > 0"),
        ("raises a limit", "import resource\nresource.setrlimit(resource.RLIMIT_NPROC, (100000, 100000))\nreturn True"),
        (
            "leaves a descriptor of the host open",
            "paths = ['/proc/self/fd/' + d for d in os.listdir('/proc/self/fd') if int(d) > 4]\n"
            + "return any('pipe' not in os.readlink(p) for p in paths if os.path.exists(p))"),
        ("leaves its working root through a link", "os.symlink('/proc/1/root/etc/shadow', '/tmp/l')\nreturn open('/tmp/l').read()"),
    ];
}
