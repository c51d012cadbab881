using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>Digests what a model is told of a tool.</summary>
public static class ToolPinHash
{
    /// <summary>Gives the digest of a tool's name, description and argument schema.</summary>
    /// <param name="tool">The tool.</param>
    /// <returns>64 hexadecimal digits: a SHA-256.</returns>
    /// <remarks>
    /// Canonical: the order of a schema's properties and its blanks do not count, because a server may write them anew each time;
    /// everything else does, down to a letter of a description.
    /// </remarks>
    public static string Of(ToolDescriptor tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(tool.Name));
        Append(hash, BoundaryChecks.Holds(BoundaryCheck.PinCoversDescription) ? Encoding.UTF8.GetBytes(tool.Function.Description) : []);
        Append(hash, BoundaryChecks.Holds(BoundaryCheck.PinCoversSchema) ? CanonicalJson.Of(tool.Function.JsonSchema) : []);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Every part carries its length, so that no two tools run together into the same bytes.
    private static void Append(IncrementalHash hash, byte[] bytes)
    {
        hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
        hash.AppendData(bytes);
    }
}
