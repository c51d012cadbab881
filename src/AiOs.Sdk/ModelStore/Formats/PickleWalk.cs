using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>One walk over the instructions of a pickle, noting imports and calls.</summary>
internal ref struct PickleWalk
{
    private const int MaxImports = 1_000;
    private const int MaxLineBytes = 1 << 16;

    private readonly ReadOnlySpan<byte> _pickle;
    private readonly Dictionary<long, string> _memo = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _position;

    // A module and a name for an import are the last two strings pushed; copies out of the memo count as pushed.
    private string _last = "?";
    private string _beforeLast = "?";

    public PickleWalk(ReadOnlySpan<byte> pickle) => _pickle = pickle;

    public List<string> Imports { get; } = [];

    public int Calls { get; private set; }

    /// <summary>Walks to the end. Gives what was not understood, or null.</summary>
    public string? Run()
    {
        try
        {
            while (true)
            {
                int at = _position;
                byte code = Take(1)[0];
                if (code == '.')
                {
                    return null;
                }

                if (!Step(code))
                {
                    return $"byte {at} is the unknown instruction 0x{code:X2}.";
                }
            }
        }
        catch (InvalidDataException error)
        {
            return error.Message;
        }
    }

    private bool Step(byte code)
    {
        switch ((char)code)
        {
            case 'c': // GLOBAL: module and name, each on a line.
                Import(Line(), Line());
                return true;
            case '\u0093': // STACK_GLOBAL
                Import(_beforeLast, _last);
                return true;
            case 'i': // INST: imports and calls.
                Import(Line(), Line());
                Calls++;
                return true;
            case 'R' or 'b' or 'o' or '\u0081' or '\u0092': // REDUCE, BUILD, OBJ, NEWOBJ, NEWOBJ_EX
                Calls++;
                return true;
            case 'P' or 'Q': // PERSID, BINPERSID: asks the loader for something outside.
                Calls++;
                return code == 'Q' || Line() is not null;
            case '\u0082': // EXT1 to EXT4: imports by a number that only the loader knows.
                return ImportExtension(Take(1)[0]);
            case '\u0083':
                return ImportExtension(BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
            case '\u0084':
                return ImportExtension(BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            default:
                return StepText(code) || StepMemo(code) || StepData(code);
        }
    }

    private bool StepText(byte code)
    {
        switch ((char)code)
        {
            case 'S' or 'V': // STRING, UNICODE
                Push(Line().Trim('\'', '"'));
                return true;
            case 'U' or '\u008c': // SHORT_BINSTRING, SHORT_BINUNICODE
                Push(Text(Take(Take(1)[0])));
                return true;
            case 'T' or 'X': // BINSTRING, BINUNICODE
                Push(Text(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))));
                return true;
            case '\u008d': // BINUNICODE8
                Push(Text(Take(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)))));
                return true;
            default:
                return false;
        }
    }

    private bool StepMemo(byte code)
    {
        switch ((char)code)
        {
            case '\u0094': // MEMOIZE
                _memo[_memo.Count] = _last;
                return true;
            case 'p': // PUT
                _memo[Number(Line())] = _last;
                return true;
            case 'q': // BINPUT
                _memo[Take(1)[0]] = _last;
                return true;
            case 'r': // LONG_BINPUT
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = _last;
                return true;
            case 'g': // GET
                Push(_memo.GetValueOrDefault(Number(Line()), "?"));
                return true;
            case 'h': // BINGET
                Push(_memo.GetValueOrDefault(Take(1)[0], "?"));
                return true;
            case 'j': // LONG_BINGET
                Push(_memo.GetValueOrDefault(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)), "?"));
                return true;
            default:
                return false;
        }
    }

    // Everything else pushes or gathers plain data: only the length of its argument matters.
    private bool StepData(byte code)
    {
        switch (code)
        {
            case (byte)'(' or (byte)'0' or (byte)'1' or (byte)'2' or (byte)'N' or (byte)'a' or (byte)'d' or (byte)'e' or (byte)'l'
                or (byte)'s' or (byte)'t' or (byte)'u' or (byte)')' or (byte)']' or (byte)'}':
            case 0x85 or 0x86 or 0x87 or 0x88 or 0x89 or 0x8f or 0x90 or 0x91 or 0x97 or 0x98:
                return true;
            case (byte)'I' or (byte)'L' or (byte)'F':
                Line();
                return true;
            case 0x80 or (byte)'K': // PROTO, BININT1
                Take(1);
                return true;
            case (byte)'M': // BININT2
                Take(2);
                return true;
            case (byte)'J': // BININT
                Take(4);
                return true;
            case (byte)'G' or 0x95: // BINFLOAT, FRAME
                Take(8);
                return true;
            case 0x8a or (byte)'C': // LONG1, SHORT_BINBYTES
                Take(Take(1)[0]);
                return true;
            case 0x8b or (byte)'B': // LONG4, BINBYTES
                Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                return true;
            case 0x8e or 0x96: // BINBYTES8, BYTEARRAY8
                Take(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));
                return true;
            default:
                return false;
        }
    }

    private void Import(string module, string name)
    {
        string full = $"{module}.{name}";
        if (Imports.Count < MaxImports && _seen.Add(full))
        {
            Imports.Add(full);
        }
    }

    private bool ImportExtension(int number)
    {
        Import("extension", number.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private void Push(string text) => (_beforeLast, _last) = (_last, text);

    private string Line()
    {
        int end = _pickle[_position..].IndexOf((byte)'\n');
        if (end is < 0 or > MaxLineBytes)
        {
            throw new InvalidDataException($"the line at byte {_position} does not end.");
        }

        string line = Text(Take((ulong)end));
        _position++;
        return line.TrimEnd('\r');
    }

    private static long Number(string line) =>
        long.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidDataException($"'{line}' is not the number of a memo.");

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_pickle.Length - _position))
        {
            throw new InvalidDataException($"it ends at byte {_pickle.Length}, where {count} bytes were expected from {_position} on.");
        }

        var taken = _pickle.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    // What is shown to people has no control characters and no great length.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        const int MaxShown = 200;
        string text = Encoding.UTF8.GetString(bytes.Length > MaxShown ? bytes[..MaxShown] : bytes);
        return string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c));
    }
}
