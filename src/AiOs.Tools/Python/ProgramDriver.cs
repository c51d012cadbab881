namespace AiOs;

/// <summary>The program around a one-shot program: runs it as the interpreter itself would, and says when its last word was written.</summary>
/// <remarks>
/// <para>
/// It reads a mark of <see cref="MarkBytes"/> bytes and then, to the end, the program. When the program has ended it does what an interpreter
/// does that ends, as far as that can write anything: waits for threads, calls exit handlers, destroys the program's own objects, flushes.
/// Then it writes the mark to standard error and standard output, with the exit code in <see cref="CodeBytes"/> digits.
/// </para>
/// <para>
/// A program that ends in any other way (exits at once, crashes, becomes another program, closes its output) writes no mark, and has ended when
/// its sandbox has. So has one that writes the mark itself, which it can find: it only cuts its own output short.
/// </para>
/// </remarks>
internal static class ProgramDriver
{
    /// <summary>The length of a mark, before the exit code.</summary>
    public const int MarkBytes = 32;

    /// <summary>The digits of an exit code behind a mark.</summary>
    public const int CodeBytes = 3;

    // A copy of the process that a program forked runs to this end too, and must not end the run: hence the process id.
    public const string Source = """
        def drive():
            import builtins, gc, sys
            try:
                import posix as system
            except ImportError:
                import nt as system
            mark = sys.stdin.buffer.read(32)
            source = sys.stdin.buffer.read()
            process = system.getpid()
            sys.argv[:] = ["-"]
            sys.modules["__main__"] = main = type(sys)("__main__")
            main.__builtins__ = builtins
            status = 0
            try:
                exec(compile(source, "<stdin>", "exec", dont_inherit=True), main.__dict__)
            except SystemExit as exit:
                status = 0 if exit.code is None else exit.code
                if not isinstance(status, int):
                    print(status, file=sys.stderr)
                    status = 1
            except BaseException as error:
                status = 1
                error.__traceback__ = error.__traceback__.tb_next
                sys.excepthook(type(error), error, error.__traceback__)
            def flush():
                nonlocal status
                for stream in (sys.stdout, sys.stderr):
                    try:
                        if stream is not None and not stream.closed:
                            stream.flush()
                    except Exception:
                        status = 120
            if "threading" in sys.modules:
                sys.modules["threading"]._shutdown()
            if "atexit" in sys.modules:
                sys.modules["atexit"]._run_exitfuncs()
            flush()
            main = source = sys.modules["__main__"] = None
            gc.collect()
            flush()
            if system.getpid() == process:
                last = b"%b%03d" % (mark, status & 255)
                try:
                    system.write(2, last)
                    system.write(1, last)
                except OSError:
                    pass
            sys.exit(status & 255)
        drive()
        """;
}
