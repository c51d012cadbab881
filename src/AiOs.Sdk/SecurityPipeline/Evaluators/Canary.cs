using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>A random word that stands in secret text, so that the text can be told where it leaks. Immutable.</summary>
/// <remarks>
/// Put <see cref="Text"/> into the system text, and judge answers with a <see cref="CanaryStage"/>. A mitigation: a model that
/// paraphrases the text, or leaves the canary out, leaks it unnoticed. Threads: any.
/// </remarks>
public sealed class Canary
{
    private const int Bytes = 16;

    /// <summary>Creates a canary of 128 random bits.</summary>
    public Canary()
        : this(RandomNumberGenerator.GetBytes(Bytes))
    {
    }

    internal Canary(byte[] bytes) => Text = Convert.ToHexStringLower(bytes);

    /// <summary>Gets the word: 32 hexadecimal digits.</summary>
    public string Text { get; }

    /// <summary>Makes a canary of a word that is already in use.</summary>
    /// <param name="text">Its 32 hexadecimal digits.</param>
    /// <returns>The canary.</returns>
    /// <exception cref="FormatException">The text is no 32 hexadecimal digits.</exception>
    public static Canary Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 2 * Bytes
            ? new Canary(Convert.FromHexString(text))
            : throw new FormatException($"A canary has {2 * Bytes} hexadecimal digits, but {text.Length} characters came.");
    }

    /// <summary>Gives the forms in which the word is looked for: letters and digits in lower case only.</summary>
    /// <returns>Itself, reversed, in hexadecimal, and in base64 as it stands at each of the three places it may begin at.</returns>
    internal IReadOnlyList<string> Forms()
    {
        byte[] ascii = Encoding.ASCII.GetBytes(Text);
        var forms = new List<string> { Text, new([.. Text.Reverse()]), Convert.ToHexStringLower(ascii) };
        for (int shift = 0; shift < 3; shift++)
        {
            // What stands before and after changes the first and the last characters: only those between are certain.
            string base64 = Convert.ToBase64String([.. new byte[shift], .. ascii]);
            string inner = base64[((shift * 8) + 5) / 6 is var skip && shift == 0 ? 0..^4 : skip..^4];
            forms.Add(string.Concat(inner.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant());
        }

        return forms;
    }
}
