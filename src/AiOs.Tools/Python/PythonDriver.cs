namespace AiOs;

/// <summary>The program that keeps a Python session's state: reads cells, runs them, answers.</summary>
/// <remarks>
/// A cell is 4 bytes of length (big endian) and UTF-8 code; an answer is a byte (1 when the cell ran without an exception), 4 bytes of
/// length and UTF-8 text. The pipes are moved away from descriptors 0 and 1, so that a cell that prints cannot break a frame by accident; one
/// that does so on purpose spoils only its own session, whose results are untrusted anyway.
/// </remarks>
internal static class PythonDriver
{
    public const string Source = """
        import ast, io, os, struct, sys, traceback
        cells = os.fdopen(os.dup(0), "rb")
        answers = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        limit = int(sys.argv[1])

        class Collected(io.TextIOBase):
            def __init__(self):
                self.parts, self.left, self.lost = [], limit, 0
            def writable(self):
                return True
            def write(self, text):
                kept = text[:self.left]
                self.left -= len(kept)
                self.lost += len(text) - len(kept)
                if kept:
                    self.parts.append(kept)
                return len(text)
            def text(self):
                note = "\n[%d further characters were dropped]" % self.lost if self.lost else ""
                return "".join(self.parts) + note

        names = {"__name__": "__main__", "__builtins__": __builtins__}

        def run(code):
            tree = ast.parse(code, "<cell>")
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<cell>", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
                if value is not None:
                    print(repr(value))

        while True:
            head = cells.read(4)
            if len(head) < 4:
                break
            code = cells.read(struct.unpack(">I", head)[0]).decode("utf-8", "replace")
            output = Collected()
            sys.stdout = sys.stderr = output
            fine = True
            try:
                run(code)
            except BaseException as error:
                fine = False
                trace = error.__traceback__
                while trace is not None and trace.tb_frame.f_code.co_filename != "<cell>":
                    trace = trace.tb_next
                traceback.print_exception(type(error), error, trace, limit=20, file=output)
            data = output.text().encode("utf-8", "replace")
            answers.write(struct.pack(">BI", fine, len(data)) + data)
            answers.flush()
        """;
}
