namespace AiOs;

/// <summary>The fields of a tool's result that the host vouches for.</summary>
internal static class VouchedFields
{
    public static List<string> Of(ToolDescriptor tool) => [.. tool.FieldIntegrity.Keys.Union(tool.FreshFields, StringComparer.Ordinal)];
}
