namespace AiOs;

/// <summary>A signed note: text, an empty line, and lines of signatures, each of a name and base64 with four bytes of a key's id first.</summary>
/// <remarks>Source: the note format of Go's checksum database, as transparency logs use it for checkpoints.</remarks>
internal static class SignedNote
{
    private const string SignatureMark = "\u2014 ";
    private const int HintBytes = 4;

    /// <summary>Gives the signed text and the first signature by a key, or null.</summary>
    public static (string Text, byte[] Signature)? Find(string note, ReadOnlySpan<byte> keyId)
    {
        int end = note.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || keyId.Length < HintBytes)
        {
            return null;
        }

        foreach (string line in note[(end + 2)..].Split('\n'))
        {
            string[] parts = line.Split(' ');
            byte[] blob = new byte[line.Length];
            if (line.StartsWith(SignatureMark, StringComparison.Ordinal) && parts.Length == 3
                && Convert.TryFromBase64String(parts[2], blob, out int length) && length > HintBytes
                && blob.AsSpan(0, HintBytes).SequenceEqual(keyId[..HintBytes]))
            {
                return (note[..(end + 1)], blob[HintBytes..length]);
            }
        }

        return null;
    }
}
