using System.Diagnostics;
using Xunit;

namespace AiOs;

/// <summary>Who is to be stopped may get one more child before it has stopped: that one is killed too.</summary>
public sealed class LateStopTests
{
    // The outer process waits in the kernel for a child that it has forked and that has not become another program yet, so a signal to stop
    // has to wait as well. As soon as that signal is there, the one in the middle ends, which makes the innermost the outer one's child
    // (that is what a subreaper is for); and only when this has come about does the innermost let the outer one go on, and stop. The pause
    // is for who does not wait for the stop, to come too early for certain; who waits does so however long it takes.
    private const string StandIn = """
        import ctypes, os, signal, sys, time
        door = sys.argv[1]
        outer = os.getpid()
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
        def children():
            with open("/proc/%d/task/%d/children" % (outer, outer)) as file:
                return len(file.read().split())
        def is_told_to_stop():
            with open("/proc/%d/status" % outer) as file:
                return any(int(line.split()[1], 16) & 1 << 18 for line in file if line.startswith("ShdPnd"))
        if os.fork() == 0:
            if os.fork() == 0:
                middle = os.getppid()
                while os.getppid() == middle:
                    pass
                try:
                    os.open(door, os.O_WRONLY | os.O_NONBLOCK)
                except OSError:
                    pass
                if sys.stdin.read() == "":
                    os.write(1, b"survived")
                os._exit(0)
            while children() < 2:
                pass
            os.write(1, b"ready\n")
            while not is_told_to_stop():
                pass
            time.sleep(0.2)
            os._exit(0)
        os.posix_spawn("/bin/true", ["true"], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 9, door, os.O_RDONLY, 0)])
        signal.pause()
        """;

    [SkippableFact]
    public async Task AChildThatComesWhileTheStopIsUnderWay_DiesToo()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3") && File.Exists("/usr/bin/mkfifo"), "It needs Linux with Python.");
        var folder = Directory.CreateTempSubdirectory("aios-stop-");
        try
        {
            string door = Path.Combine(folder.FullName, "door");
            using (var making = Process.Start("/usr/bin/mkfifo", [door]))
            {
                await making.WaitForExitAsync();
            }

            using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-I", "-S", "-c", StandIn, door])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());

            BubblewrapKill.Kill(process, int.MaxValue);
            process.Kill();
            process.StandardInput.Close(); // What lives reads its end, and says so.

            Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
