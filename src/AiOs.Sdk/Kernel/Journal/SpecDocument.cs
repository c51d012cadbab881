using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A spec as a journal keeps it: everything but the objects in it that only live in a running program.</summary>
/// <remarks>A window of its own (<see cref="AddressSpaceOptions.Window"/>) is not kept: after a restart the model's measures.</remarks>
internal sealed record SpecDocument
{
    public string Name { get; init; } = "";

    public string? Key { get; init; }

    public string? Description { get; init; }

    public string? Instructions { get; init; }

    public ModelRequest? Model { get; init; }

    public string? Space { get; init; }

    public MemoryDocument? Memory { get; init; }

    public string[]? Tools { get; init; }

    public bool HasMemoryTools { get; init; }

    public bool HasProcessTools { get; init; }

    public SpecDocument[]? Specialists { get; init; }

    public string[]? Handoffs { get; init; }

    public bool IsOneShot { get; init; }

    public string[]? Capabilities { get; init; }

    public ProcessBudget? Budget { get; init; }

    public int Priority { get; init; }

    public int Weight { get; init; }

    public TimeSpan? Deadline { get; init; }

    public string? Reader { get; init; }

    public bool IsQuarantined { get; init; }

    public Integrity StateIntegrity { get; init; } = Integrity.System;

    public string[]? StateReaders { get; init; }

    public int MailboxCapacity { get; init; }

    public JsonElement? ChatOptions { get; init; }

    public static string Write(AgentSpec spec) => JsonSerializer.Serialize(From(spec), SpecJsonContext.Default.SpecDocument);

    /// <summary>Reads a spec.</summary>
    /// <exception cref="JournalFormatException">It cannot be read.</exception>
    public static AgentSpec Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SpecJsonContext.Default.SpecDocument)?.ToSpec()
                ?? throw new JournalFormatException("The spec of a process in the journal is null.");
        }
        catch (JsonException e)
        {
            throw new JournalFormatException("The spec of a process in the journal cannot be read.", e);
        }
    }

    private static SpecDocument From(AgentSpec spec) => new()
    {
        Name = spec.Name,
        Key = spec.Key,
        Description = spec.Description,
        Instructions = spec.Instructions,
        Model = spec.Model,
        Space = spec.Space,
        Memory = spec.Memory is { } memory ? MemoryDocument.From(memory) : null,
        Tools = spec.Tools is null ? null : [.. spec.Tools],
        HasMemoryTools = spec.HasMemoryTools,
        HasProcessTools = spec.HasProcessTools,
        Specialists = spec.Specialists.Count == 0 ? null : [.. spec.Specialists.Select(From)],
        Handoffs = spec.Handoffs.Count == 0 ? null : [.. spec.Handoffs],
        IsOneShot = spec.IsOneShot,
        Capabilities = spec.Capabilities.Count == 0 ? null : [.. spec.Capabilities],
        Budget = spec.Budget,
        Priority = spec.Priority,
        Weight = spec.Weight,
        Deadline = spec.Deadline,
        Reader = spec.Reader,
        IsQuarantined = spec.IsQuarantined,
        StateIntegrity = spec.StateLabel.Integrity,
        StateReaders = spec.StateLabel.Readers.IsEveryone ? null : [.. spec.StateLabel.Readers.Names],
        MailboxCapacity = spec.MailboxCapacity,
        ChatOptions = spec.ChatOptions is null
            ? null
            : JsonSerializer.SerializeToElement(spec.ChatOptions, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatOptions))),
    };

    private AgentSpec ToSpec() => new()
    {
        Name = Name,
        Key = Key,
        Description = Description ?? "",
        Instructions = Instructions ?? "",
        Model = Complete(Model ?? new ModelRequest()),
        Space = Space,
        Memory = Memory?.ToOptions(),
        Tools = Tools,
        HasMemoryTools = HasMemoryTools,
        HasProcessTools = HasProcessTools,
        Specialists = [.. (Specialists ?? []).Select(static specialist => specialist.ToSpec())],
        Handoffs = Handoffs ?? [],
        IsOneShot = IsOneShot,
        Capabilities = Capabilities ?? [],
        Budget = Budget ?? new ProcessBudget(),
        Priority = Priority,
        Weight = Weight,
        Deadline = Deadline,
        Reader = Reader,
        IsQuarantined = IsQuarantined,
        StateLabel = new SecurityLabel(StateIntegrity, StateReaders is { } readers ? ReaderSet.Of(readers) : ReaderSet.Everyone),
        MailboxCapacity = MailboxCapacity,
        ChatOptions = ChatOptions is { } options
            ? (ChatOptions?)options.Deserialize(AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatOptions)))
            : null,
    };

    // What an earlier version did not write is null here, whatever its declaration says: generated readers pass over initialisers.
    private static ModelRequest Complete(ModelRequest request) => request with
    {
        Capabilities = request.Capabilities ?? [],
        Modalities = request.Modalities ?? [],
    };
}
