namespace AiOs;

/// <summary>The tools of the agents. Writing a file again with the same text changes nothing, so that it may be repeated.</summary>
internal static class SiteTools
{
    public const string Capability = "site";

    public static AiOsBuilder AddSiteTools(this AiOsBuilder builder, SiteFolder folder) => builder
        .AddTool(
            (string path, string text) =>
            {
                folder.Write(path, text);
                return $"wrote {path}, {text.Length} characters";
            },
            "write_file",
            "Writes a file of the site.",
            static tool => tool with
            {
                Effects = ToolEffects.Writes,
                IsIdempotent = true,
                Permissions = [Capability],
                ResultIntegrity = Integrity.User,
            })
        .AddTool(
            folder.Read,
            "read_file",
            "Reads a file of the site.",
            static tool => tool with { Effects = ToolEffects.ReadsPrivate, Permissions = [Capability], ResultIntegrity = Integrity.User })
        .AddTool(
            () => SiteCheck.Run(folder) is { Count: > 0 } problems ? string.Join("\n", problems) : "no problems",
            "check_site",
            "Checks every page: its HTML, and that every link leads somewhere.",
            static tool => tool with { Effects = ToolEffects.ReadsPrivate, Permissions = [Capability], ResultIntegrity = Integrity.User });
}
