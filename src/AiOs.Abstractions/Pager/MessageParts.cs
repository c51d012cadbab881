using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The compact form of a message that holds only texts, tool calls and results in words, which nearly all do.</summary>
/// <remarks>
/// Role, author, id (length 0 for none) | count of contents, then each: 0 and a text; 1, call id, name, count of arguments + 1 or 0 for
/// none at all, each a name and a JSON value; 2, call id and a text. A number has seven bits a byte, the lowest first; a string is its
/// length in bytes and its UTF-8. Against JSON it takes a third of the bytes and a tenth of the time.
/// </remarks>
internal static class MessageParts
{
    private const byte Text = 0;
    private const byte Call = 1;
    private const byte Result = 2;

    /// <summary>Tells whether nothing of a message is lost in this form.</summary>
    public static bool CanHold(ChatMessage message)
    {
        if (message is not { CreatedAt: null, AdditionalProperties: null, AuthorName: null or { Length: > 0 }, MessageId: null or { Length: > 0 } })
        {
            return false;
        }

        var contents = message.Contents;
        for (int i = 0; i < contents.Count; i++)
        {
            if (contents[i] is not { Annotations: null, AdditionalProperties: null } content || !CanHold(content))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a message that <see cref="CanHold(ChatMessage)"/> allows.</summary>
    public static void Write(IBufferWriter<byte> writer, ChatMessage message)
    {
        WriteString(writer, message.Role.Value);
        WriteString(writer, message.AuthorName ?? "");
        WriteString(writer, message.MessageId ?? "");
        var contents = message.Contents;
        WriteNumber(writer, contents.Count);
        for (int i = 0; i < contents.Count; i++)
        {
            WriteContent(writer, contents[i]);
        }
    }

    /// <summary>Reads a message, and moves on behind it.</summary>
    /// <exception cref="FormatException">The bytes are no such message.</exception>
    public static ChatMessage Read(ref ReadOnlySpan<byte> rest)
    {
        var role = RoleOf(Take(ref rest, ReadCount(ref rest)));
        string author = ReadString(ref rest);
        string id = ReadString(ref rest);
        int count = ReadCount(ref rest);
        var contents = new List<AIContent>(count);
        for (int i = 0; i < count; i++)
        {
            contents.Add(ReadContent(ref rest));
        }

        return new ChatMessage(role, contents)
        {
            AuthorName = author.Length == 0 ? null : author,
            MessageId = id.Length == 0 ? null : id,
        };
    }

    private static bool CanHold(AIContent content) => content switch
    {
        TextContent text => text.GetType() == typeof(TextContent),
        FunctionCallContent call => call.GetType() == typeof(FunctionCallContent) && !call.InformationalOnly && AreJson(call.Arguments),
        FunctionResultContent result => result.GetType() == typeof(FunctionResultContent) && result.Result is string,
        _ => false,
    };

    private static bool AreJson(IDictionary<string, object?>? arguments)
    {
        if (arguments is { Count: > 0 })
        {
            foreach (var (_, value) in arguments)
            {
                if (value is not JsonElement { ValueKind: not JsonValueKind.Undefined })
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void WriteContent(IBufferWriter<byte> writer, AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                WriteByte(writer, Text);
                WriteString(writer, text.Text);
                break;
            case FunctionCallContent call:
                WriteByte(writer, Call);
                WriteString(writer, call.CallId);
                WriteString(writer, call.Name);
                WriteArguments(writer, call.Arguments);
                break;
            case FunctionResultContent result:
                WriteByte(writer, Result);
                WriteString(writer, result.CallId);
                WriteString(writer, (string)result.Result!);
                break;
        }
    }

    private static void WriteArguments(IBufferWriter<byte> writer, IDictionary<string, object?>? arguments)
    {
        WriteNumber(writer, arguments is null ? 0 : arguments.Count + 1);
        if (arguments is { Count: > 0 })
        {
            foreach (var (name, value) in arguments)
            {
                WriteString(writer, name);
                WriteString(writer, ((JsonElement)value!).GetRawText());
            }
        }
    }

    private static AIContent ReadContent(ref ReadOnlySpan<byte> rest)
    {
        byte kind = ReadByte(ref rest);
        return kind switch
        {
            Text => new TextContent(ReadString(ref rest)),
            Call => new FunctionCallContent(ReadString(ref rest), ReadString(ref rest), ReadArguments(ref rest)),
            Result => new FunctionResultContent(ReadString(ref rest), ReadString(ref rest)),
            _ => throw new FormatException($"a content has kind {kind}, which does not exist"),
        };
    }

    private static Dictionary<string, object?>? ReadArguments(ref ReadOnlySpan<byte> rest)
    {
        int count = ReadCount(ref rest);
        if (count == 0)
        {
            return null;
        }

        var arguments = new Dictionary<string, object?>(count - 1, StringComparer.Ordinal);
        for (int i = 1; i < count; i++)
        {
            string name = ReadString(ref rest);
            try
            {
                arguments[name] = JsonElement.Parse(Take(ref rest, ReadCount(ref rest)));
            }
            catch (JsonException e)
            {
                throw new FormatException($"an argument is no JSON ({e.Message})", e);
            }
        }

        return arguments;
    }

    // The usual roles are one string each, however many messages there are.
    private static ChatRole RoleOf(ReadOnlySpan<byte> role) =>
        role.SequenceEqual("assistant"u8) ? ChatRole.Assistant
        : role.SequenceEqual("tool"u8) ? ChatRole.Tool
        : role.SequenceEqual("user"u8) ? ChatRole.User
        : role.SequenceEqual("system"u8) ? ChatRole.System
        : new ChatRole(Encoding.UTF8.GetString(role));

    private static void WriteByte(IBufferWriter<byte> writer, byte value)
    {
        writer.GetSpan(1)[0] = value;
        writer.Advance(1);
    }

    private static void WriteNumber(IBufferWriter<byte> writer, int value)
    {
        var span = writer.GetSpan(5);
        int length = 0;
        for (uint rest = (uint)value; ; rest >>= 7)
        {
            span[length++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
            {
                break;
            }
        }

        writer.Advance(length);
    }

    private static void WriteString(IBufferWriter<byte> writer, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value); // A lone surrogate becomes U+FFFD.
        WriteNumber(writer, length);
        Encoding.UTF8.GetBytes(value, writer.GetSpan(length + 1));
        writer.Advance(length);
    }

    private static byte ReadByte(ref ReadOnlySpan<byte> rest) => Take(ref rest, 1)[0];

    private static string ReadString(ref ReadOnlySpan<byte> rest) => Encoding.UTF8.GetString(Take(ref rest, ReadCount(ref rest)));

    // Whatever is counted takes a byte at least, which also keeps damaged records from asking for gigabytes.
    private static int ReadCount(ref ReadOnlySpan<byte> rest)
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte part = ReadByte(ref rest);
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value <= (uint)rest.Length + 1
                    ? (int)value
                    : throw new FormatException($"it announces {value} items where {rest.Length} bytes are left");
            }
        }

        throw new FormatException("a number is longer than five bytes");
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int size)
    {
        if (size > rest.Length)
        {
            throw new FormatException($"it ends {size - rest.Length} bytes too early");
        }

        var taken = rest[..size];
        rest = rest[size..];
        return taken;
    }
}
