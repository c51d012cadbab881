using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Reads the arguments of the web's tools, however the model's client wrote them.</summary>
internal static class WebToolArguments
{
    public static string Text(AIFunctionArguments arguments, string name) => Find(arguments, name) switch
    {
        string text when !string.IsNullOrWhiteSpace(text) => text.Trim(),
        _ => throw new WebAccessException(WebAccessReason.RefusedUrl, $"The argument \"{name}\" must be a text that is not empty."),
    };

    public static int Number(AIFunctionArguments arguments, string name, int otherwise, int max)
    {
        string? text = Find(arguments, name)?.ToString();
        return text is null ? otherwise
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? Math.Clamp(number, 0, max)
            : throw new WebAccessException(WebAccessReason.RefusedUrl, $"The argument \"{name}\" must be a whole number.");
    }

    public static Uri Url(AIFunctionArguments arguments)
    {
        string text = Text(arguments, "url");
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new WebAccessException(WebAccessReason.RefusedUrl, "The argument \"url\" must be an absolute http or https address.");
    }

    private static object? Find(AIFunctionArguments arguments, string name) => arguments.GetValueOrDefault(name) switch
    {
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        JsonElement json => json.GetRawText(),
        var value => value,
    };
}
