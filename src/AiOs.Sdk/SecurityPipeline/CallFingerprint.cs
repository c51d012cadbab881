using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>A digest of exactly what a system call would do, so that an approval cannot be used for something else.</summary>
internal static class CallFingerprint
{
    /// <summary>Digests a call.</summary>
    /// <returns>64 hexadecimal digits: the SHA-256 of the subject and, for a tool, its version and arguments.</returns>
    /// <exception cref="NotSupportedException">An argument has no JSON form, so nobody could be shown it exactly.</exception>
    public static string Of(Syscall call)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, call.Subject);
        if (call is ToolSyscall tool)
        {
            Append(hash, tool.Tool.Version);
            Append(hash, tool.Invocation.CallId);
            Append(hash, tool.Invocation.IdempotencyKey); // One call of one process: an equal one later is another.
            foreach (var (name, value) in tool.Invocation.Arguments.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                Append(hash, name);
                Append(hash, ToJson(value, tool.Tool.Function.JsonSerializerOptions));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string ToJson(object? value, JsonSerializerOptions options) => value switch
    {
        null => "null",
        JsonElement element => element.GetRawText(),
        _ => JsonSerializer.Serialize(value, options.GetTypeInfo(value.GetType())),
    };

    // Every part carries its length, so that no two lists of parts run together into the same bytes.
    private static void Append(IncrementalHash hash, string part)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(part);
        hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
        hash.AppendData(bytes);
    }
}
