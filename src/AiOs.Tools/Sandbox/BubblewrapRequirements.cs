using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Finds out, without running anything, whether bubblewrap can work on this machine.</summary>
internal static class BubblewrapRequirements
{
    /// <summary>Gives what is missing, in one sentence; null when nothing is.</summary>
    public static string? FindMissing(BubblewrapOptions options)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            return "The bubblewrap sandbox works on Linux with an x64 or Arm64 processor only. "
                + $"This is {RuntimeInformation.OSDescription} on {RuntimeInformation.ProcessArchitecture}.";
        }

        string[] programs = [options.BubblewrapPath, BubblewrapCommand.Shell, BubblewrapCommand.Prlimit, BubblewrapCommand.Setpriv];
        if (Array.Find(programs, program => !File.Exists(program)) is { } missing)
        {
            string package = missing == options.BubblewrapPath ? "bubblewrap" : "util-linux";
            return $"The sandbox needs {missing}, which is not there. Install the package {package}.";
        }

        return IsZero("/proc/sys/user/max_user_namespaces") || IsZero("/proc/sys/kernel/unprivileged_userns_clone")
            ? "The sandbox needs user namespaces, which this machine has switched off. "
                + "See user.max_user_namespaces and kernel.unprivileged_userns_clone."
            : null;
    }

    private static bool IsZero(string path) => File.Exists(path) && File.ReadAllText(path).Trim() == "0";
}
