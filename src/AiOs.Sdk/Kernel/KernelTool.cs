using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One of the kernel's own tools as models see it: a name, a description and a schema. The kernel carries out its calls itself.</summary>
internal sealed class KernelTool : AIFunctionDeclaration
{
    public KernelTool(string name, string description, string schema)
    {
        Name = name;
        Description = description;
        using var document = JsonDocument.Parse(schema);
        JsonSchema = document.RootElement.Clone();
    }

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement JsonSchema { get; }
}
