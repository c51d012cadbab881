using System.Text;

namespace AiOs;

/// <summary>Where a value is: the place of what holds it, and its own name or number there. Written out only for who is shown it.</summary>
internal sealed record JsonPath(JsonPath? Holder, string Step)
{
    /// <summary>Writes it as a JSON Pointer (RFC 6901).</summary>
    public void WriteTo(StringBuilder text)
    {
        Holder?.WriteTo(text);
        text.Append('/').Append(Step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
    }
}
