using System.Diagnostics;
using System.Globalization;

namespace AiOs;

/// <summary>The command line that runs a program inside bubblewrap.</summary>
/// <remarks>
/// A chain in which each program replaces the one before: a shell opens the filter as descriptor 9, setpriv leaves root, bubblewrap
/// builds the namespaces. Limits are set where they count for this sandbox alone: by the shell where setpriv then changes to a user of
/// the sandbox's own, otherwise by prlimit inside of the namespaces, which is one program more.
/// </remarks>
internal static class BubblewrapCommand
{
    public const string Shell = "/bin/sh";
    private const string FullShell = "/bin/bash";
    public const string Prlimit = "/usr/bin/prlimit";
    public const string Setpriv = "/usr/bin/setpriv";

    private const string Nobody = "65534";
    private const int ProcessesAround = 1; // Bubblewrap outside of the namespaces runs as the same user as what is inside.
    private static readonly string[] Owned = ["/", "/proc", "/dev", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/tmp"];

    public static ProcessStartInfo Create(BubblewrapOptions options, SandboxCommand command, string filterPath, uint? user)
    {
        var inherited = InheritableDescriptors.Find();
        string shell = ShellFor(inherited);
        var start = new ProcessStartInfo(shell)
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        if (shell == FullShell)
        {
            start.ArgumentList.Add("--posix"); // Otherwise it counts file sizes in other blocks than every other shell.
        }

        foreach (string argument in Arguments(options, command, filterPath, user, inherited))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static IEnumerable<string> Arguments(
        BubblewrapOptions options, SandboxCommand command, string filterPath, uint? user, IReadOnlyList<int> inherited) =>
    [
        "-c", $"{Closing(inherited)}{(user is null ? "" : ShellLimits(command.Limits))}exec 9<\"$0\" && exec \"$@\"", filterPath,
        .. user is { } id ? LeaveRoot(id.ToString(CultureInfo.InvariantCulture)) : [],
        options.BubblewrapPath,
        .. Namespaces(command),
        .. SystemView(options),
        .. Mounts(command.Mounts),
        .. Variables(command),
        "--chdir", command.WorkingFolder,
        "--seccomp", "9",
        "--",
        .. user is null ? (string[])[Prlimit, .. Limits(command.Limits), "--"] : [],
        command.Program, .. command.Arguments,
    ];

    // A minimal shell knows descriptors of one digit only.
    private static string ShellFor(IReadOnlyList<int> inherited) =>
        inherited.All(static descriptor => descriptor < 10) ? Shell
        : File.Exists(FullShell) ? FullShell
        : throw new SandboxException(
            $"This process holds open descriptors that a program would inherit, and {FullShell}, which could close them, is not there.");

    private static string Closing(IReadOnlyList<int> inherited) =>
        inherited.Count == 0 ? "" : "exec " + string.Join(' ', inherited.Select(static descriptor => $"{descriptor}<&-")) + "; ";

    private static string[] LeaveRoot(string id) =>
        [Setpriv, "--reuid=" + id, "--regid=" + id, "--clear-groups", "--no-new-privs"];

    private static IEnumerable<string> Namespaces(SandboxCommand command) =>
    [
        "--unshare-all", "--unshare-user", "--disable-userns", .. command.AllowsNetwork ? (string[])["--share-net"] : [],
        "--uid", Nobody, "--gid", Nobody, "--hostname", "sandbox", "--cap-drop", "ALL", "--new-session", "--die-with-parent",
        "--proc", "/proc", "--dev", "/dev",
        "--perms", "1777", "--size", Number(command.Limits.TemporaryBytes), "--tmpfs", "/tmp",
        .. command.AllowsNetwork ? NetworkFiles() : [],
    ];

    // Names and certificates: without them a granted network is of little use.
    private static IEnumerable<string> NetworkFiles()
    {
        foreach (string path in (string[])["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl/certs"])
        {
            yield return "--ro-bind-try";
            yield return path;
            yield return path;
        }
    }

    private static IEnumerable<string> SystemView(BubblewrapOptions options)
    {
        foreach (string folder in options.SystemFolders)
        {
            yield return "--ro-bind";
            yield return folder;
            yield return folder;
        }

        foreach (string link in (string[])["/bin", "/sbin", "/lib", "/lib64"])
        {
            if (new DirectoryInfo(link) is { LinkTarget: { } target })
            {
                yield return "--symlink";
                yield return target;
                yield return link;
            }
            else if (Directory.Exists(link))
            {
                yield return "--ro-bind";
                yield return link;
                yield return link;
            }
        }
    }

    private static IEnumerable<string> Mounts(IReadOnlyList<SandboxMount> mounts)
    {
        foreach (var mount in mounts)
        {
            if (!Path.Exists(mount.HostPath) || !Path.IsPathFullyQualified(mount.HostPath))
            {
                throw new SandboxException(
                    $"'{mount.HostPath}' cannot be mounted: it must be the absolute path of a file or folder that exists.");
            }

            string inside = mount.SandboxPath.TrimEnd('/');
            if (!mount.SandboxPath.StartsWith('/') || inside.Length == 0 || Owned.Contains(inside) || inside.Split('/').Contains(".."))
            {
                throw new SandboxException(
                    $"Nothing can be mounted at '{mount.SandboxPath}': choose an absolute path that the sandbox does not use, such as /data.");
            }

            yield return mount.IsWritable ? "--bind" : "--ro-bind";
            yield return mount.HostPath;
            yield return inside;
        }
    }

    private static IEnumerable<string> Variables(SandboxCommand command)
    {
        yield return "--clearenv";
        (string, string)[] defaults = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", "/tmp"), ("LANG", "C.UTF-8")];
        foreach (var (name, value) in defaults.Concat(command.Environment.Select(entry => (entry.Key, entry.Value))))
        {
            yield return "--setenv";
            yield return name;
            yield return value;
        }
    }

    // Before there is anything untrusted, and without a program of its own. A limit that cannot be set ends the shell.
    // Shells disagree on the letter of processes alone.
    internal static string ShellLimits(SandboxLimits limits)
    {
        string processes = Number((long)limits.Processes + ProcessesAround);
        return $"ulimit -v {Number(limits.MemoryBytes / 1024)} && ulimit -t {Number(ProcessorSeconds(limits))} && "
            + $"ulimit -f {Number(limits.FileBytes / 512)} && ulimit -n {Number(limits.OpenFiles)} && ulimit -c 0 && "
            + $"{{ ulimit -u {processes} 2>/dev/null || ulimit -p {processes}; }} && ";
    }

    private static long ProcessorSeconds(SandboxLimits limits) => (long)Math.Ceiling(limits.CpuTime.TotalSeconds);

    private static string[] Limits(SandboxLimits limits) =>
    [
        "--nproc=" + Number(limits.Processes),
        "--as=" + Number(limits.MemoryBytes),
        "--cpu=" + Number(ProcessorSeconds(limits)),
        "--fsize=" + Number(limits.FileBytes),
        "--nofile=" + Number(limits.OpenFiles),
        "--core=0",
    ];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
