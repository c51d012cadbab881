using System.Text;
using Xunit;

namespace AiOs;

/// <summary>A program that ends at its last word shows what it shows when its interpreter is waited for.</summary>
public sealed class PythonRunTests : IDisposable
{
    private readonly BubblewrapSandbox _sandbox = new();

    public PythonRunTests() => Skip.IfNot(_sandbox.UnavailableReason is null, _sandbox.UnavailableReason);

    public static TheoryData<string, string> Programs => new()
    {
        { "nothing", "" },
        { "prints", "print('a')\nimport sys\nprint('b', end='', file=sys.stderr)" },
        { "no text", "import sys\nsys.stdout.buffer.write(b'\\xff\\x00caf\\xe9')" },
        { "writes much", "for i in range(20_000): print('row', i)" },
        { "exception", "def f():\n    1 / 0\nprint('before')\nf()" },
        { "chained exceptions", "try:\n    {}['a']\nexcept KeyError:\n    raise ValueError('second') from None" },
        { "exception during another", "try:\n    {}['a']\nexcept KeyError:\n    1 / 0" },
        { "group of exceptions", "raise ExceptionGroup('many', [ValueError(1), KeyError(2)])" },
        { "no syntax", "print('never')\nx = = 1" },
        { "bad indentation", "if True:\nprint(1)" },
        { "exit", "import sys\nprint('x')\nsys.exit()" },
        { "exit 3", "import sys\nsys.exit(3)" },
        { "exit 259", "import sys\nsys.exit(259)" },
        { "exit -1", "import sys\nsys.exit(-1)" },
        { "exit with a text", "import sys\nsys.exit('words')" },
        { "exit true", "raise SystemExit(True)" },
        { "leaves at once", "import os\nprint('lost')\nos._exit(7)" },
        { "kills itself", "import os, signal\nprint('x', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)" },
        { "interrupts itself", "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)" },
        { "becomes another program", "import os\nprint('x', flush=True)\nos.execv('/usr/bin/echo', ['echo', 'y'])" },
        { "runs another program", "import subprocess\nprint(subprocess.run(['echo', 'y']).returncode)" },
        { "reads its input", "print(input())" },
        { "exit handlers", "import atexit\natexit.register(print, 'first')\natexit.register(print, 'last')\nprint('x')" },
        { "failing exit handler", "import atexit\nclass A:\n    __repr__ = lambda s: 'A'\n    __call__ = lambda s: 1 / 0\natexit.register(A())" },
        { "finalizer", "class A:\n    def __del__(self): print('gone', name)\nname = 'a'\na = A()" },
        { "finalizer of a cycle", "class A:\n    def __del__(self): print('gone')\na = A()\na.a = a" },
        { "finalizer after an exception", "class A:\n    def __del__(self): print('gone')\na = A()\n1 / 0" },
        { "thread", "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()\nprint('early')" },
        { "daemon thread", "import threading, time\nthreading.Thread(target=lambda: time.sleep(99), daemon=True).start()\nprint('x')" },
        { "pool of threads", "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor(2).submit(print, 'y').result()" },
        { "fork", "import os, time\nif os.fork() == 0:\n    print('child')\nelse:\n    os.wait()\n    print('parent')" },
        { "fork that goes on", "import os, time\nif os.fork() == 0:\n    time.sleep(99)\nprint('parent')" },
        { "closes its output", "import os, sys\nprint('x')\nsys.stdout.flush()\nos.close(1)" },
        { "closes both", "import os\nos.close(1)\nos.close(2)" },
        { "turns its output away", "import os\nos.dup2(1, 2)\nos.write(2, b'x')" },
        { "other writer", "import sys, io\nsys.stdout = io.TextIOWrapper(open(1, 'wb', closefd=False))\nprint('kept')" },
        { "no writer", "import sys\nsys.stdout = None\nprint('x')" },
        { "own hook", "import sys\nsys.excepthook = lambda *a: print('mine', a[0].__name__, a[2] is not None)\n1 / 0" },
        { "its own module", "import sys\nclass A: pass\nprint(__name__, A.__module__, sys.modules['__main__'].A is A, sys.argv, __builtins__.len)" },
        { "pickles", "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))).__name__)" },
        { "its names", "print(sorted(n for n in globals() if n not in ('__file__', '__cached__', '__annotations__')))" },
        { "warns", "import warnings\nwarnings.warn('careful')" },
    };

    public void Dispose() => _sandbox.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Programs))]
    public async Task AProgram_ShowsWhatItShowsToAnInterpreterOfItsOwn(string name, string code)
    {
        var command = new SandboxCommand { Program = "/usr/bin/python3", Arguments = ["-I", "-S", "-B", "-"] };
        var expected = await _sandbox.RunAsync(command, Encoding.UTF8.GetBytes(code));
        Assert.Equal((name, expected), (name, await new PythonRun(_sandbox, new PythonOptions()).RunAsync(code, default)));
    }

    [SkippableFact]
    public async Task AProgram_IsKilledAtItsLastWord_AndItsEndIsNotWaitedFor()
    {
        await using var slow = new SlowToEnd(_sandbox);
        var result = await new PythonRun(slow, new PythonOptions()).RunAsync(
            "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(99)\nprint(1)", default);
        Assert.Equal(new SandboxResult(new SandboxExit(SandboxEnd.Exited, 0), "1\n", ""), result);
        Assert.True(slow.IsAskedToEnd);
        Assert.True((await slow.Inner!.WaitAsync()).End is SandboxEnd.Disposed or SandboxEnd.Exited); // Its own end may have been quicker.
    }

    [SkippableFact]
    public async Task AProgramThatCanChangeSomethingOutside_IsWaitedFor()
    {
        var folder = Directory.CreateTempSubdirectory("aios-python-");
        try
        {
            await using var slow = new SlowToEnd(_sandbox);
            var options = new PythonOptions { Mounts = [new SandboxMount(folder.FullName, "/data", IsWritable: true)] };
            var call = PythonTool.Create(slow, new OutputStore(), options).CallAsync(new { code = "print(1)" });
            await slow.AskedToEnd;
            Assert.Equal(new SandboxExit(SandboxEnd.Exited, 0), await slow.Inner!.WaitAsync());
            Assert.False(call.IsCompleted);
            slow.Release();
            Assert.Equal("1\n", await call);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableTheory]
    [InlineData("print('x' * 1000)", 1000, SandboxEnd.OutputLimit)]
    [InlineData("print('x' * 1000)", 1001, SandboxEnd.Exited)]
    [InlineData("while True: pass", 1000, SandboxEnd.Signalled)]
    public async Task Limits_AreTheProgramsOwn(string code, long outputBytes, SandboxEnd end)
    {
        var options = new PythonOptions { Limits = new() { OutputBytes = outputBytes, CpuTime = TimeSpan.FromSeconds(1) } };
        Assert.Equal(end, (await new PythonRun(_sandbox, options).RunAsync(code, default)).Exit.End);
    }

    [SkippableFact]
    public async Task AMarkThatTheProgramWrites_EndsItsOwnOutput()
    {
        const string Code = """
            import os, sys
            frame = sys._getframe(1)
            for descriptor in (2, 1):
                os.write(descriptor, b'forged' + frame.f_locals['mark'] + b'007')
            import time
            time.sleep(99)
            """;
        Assert.Equal(
            new SandboxResult(new SandboxExit(SandboxEnd.Exited, 7), "forged", "forged"),
            await new PythonRun(_sandbox, new PythonOptions()).RunAsync(Code, default));
    }

    [SkippableFact]
    public async Task Cancelling_KillsAndWaits()
    {
        using var stop = new CancellationTokenSource();
        await using var slow = new SlowToEnd(_sandbox);
        var run = new PythonRun(slow, new PythonOptions()).RunAsync("import time; time.sleep(99)", stop.Token).AsTask();
        await stop.CancelAsync();
        await slow.AskedToEnd;
        Assert.False(run.IsCompleted);
        slow.Release();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }
}
