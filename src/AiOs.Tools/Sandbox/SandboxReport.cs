using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>Words for the model about what a sandboxed program did.</summary>
internal static class SandboxReport
{
    public static string Of(SandboxResult result, SandboxLimits limits)
    {
        var text = new StringBuilder(result.Output);
        if (result.Errors.Length > 0)
        {
            text.Append(text.Length > 0 && text[^1] != '\n' ? "\n" : "").Append("[standard error]\n").Append(result.Errors);
        }

        string? note = Note(result.Exit, limits);
        if (note is not null)
        {
            text.Append(text.Length > 0 && text[^1] != '\n' ? "\n" : "").Append('[').Append(note).Append(']');
        }

        return text.Length == 0 ? "(no output)" : text.ToString();
    }

    public static string? Note(SandboxExit exit, SandboxLimits limits) => exit.End switch
    {
        SandboxEnd.TimedOut => string.Create(
            CultureInfo.InvariantCulture, $"killed: it ran longer than {limits.WallTime.TotalSeconds:0.#} seconds"),
        SandboxEnd.OutputLimit => string.Create(
            CultureInfo.InvariantCulture, $"killed: it wrote more than {limits.OutputBytes:N0} bytes"),
        SandboxEnd.Signalled => $"ended by signal {exit.Code - 128}: it crashed, or used more processor time or memory than it may",
        SandboxEnd.Disposed => "killed",
        _ => exit.Code == 0 ? null : $"exit code {exit.Code}",
    };
}
