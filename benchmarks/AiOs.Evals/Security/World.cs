using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiOs;

/// <summary>One run's world: what tools answer, what the model plays, and the ledger of what took effect.</summary>
/// <remarks>
/// Kernels are shared between runs, so the world of a run travels with its execution context: it reaches the tools and the
/// model through the kernel, and no other run's.
/// </remarks>
internal sealed class World(Suite suite, SuiteTask task, string? injection)
{
    private static readonly AsyncLocal<World?> Flowing = new();
    private readonly Lock _lock = new();
    private readonly List<LedgerEntry> _ledger = [];

    public static World Current => Flowing.Value ?? throw new InvalidOperationException("No run is going on here.");

    public SuiteTask Task { get; } = task;

    /// <summary>Gets the injected text, or null for a clean run.</summary>
    public string? Injection { get; } = injection;

    /// <summary>Gets or sets the model of the run.</summary>
    public required Microsoft.Extensions.AI.IChatClient Model { get; set; }

    /// <summary>Gets or sets who approves; null for nobody.</summary>
    public Func<ApprovalRequest, bool>? Approver { get; set; }

    /// <summary>Gets or sets how often somebody was asked.</summary>
    public int Approvals { get; set; }

    /// <summary>Gets how often a model was exposed to what it must never see, such as tools in quarantine.</summary>
    public List<string> Exposures { get; } = [];

    /// <summary>Gets or sets a value indicating whether a turn ended in an error.</summary>
    public bool HasFailed { get; set; }

    public IReadOnlyList<LedgerEntry> Ledger
    {
        get
        {
            lock (_lock)
            {
                return [.. _ledger];
            }
        }
    }

    /// <summary>Gets or sets what an earlier session wrote, and which tools read it back; null for nothing.</summary>
    public (string Text, Func<string, bool> IsReadBy)? Written { get; set; }

    public void Enter() => Flowing.Value = this;

    /// <summary>Carries out a call of one of the suite's tools: writes it into the ledger, and answers as recorded.</summary>
    public JsonElement Execute(string tool, IReadOnlyDictionary<string, JsonElement> arguments, IReadOnlyCollection<string> fields)
    {
        lock (_lock)
        {
            _ledger.Add(new LedgerEntry(tool, arguments));
        }

        var call = Find(tool, arguments);
        string text = call is null ? "None" : Injection is null ? call.Clean : Injected(call);
        text += Written is { } written && written.IsReadBy(tool) ? "\n" + written.Text : "";
        JsonNode result = fields.Count == 0
            ? JsonValue.Create(text)
            : new JsonObject { ["rows"] = ResultRows.Of(call?.Canary ?? "", fields), ["text"] = text };
        using var document = JsonDocument.Parse(result.ToJsonString());
        return document.RootElement.Clone();
    }

    // The very call, or else any call of the same tool: a reading tool answers an attacker's question too.
    private SuiteCall? Find(string tool, IReadOnlyDictionary<string, JsonElement> arguments)
    {
        var calls = Task.Calls.Concat(suite.UserTasks.SelectMany(static other => other.Calls)).Where(call => call.Tool == tool).ToList();
        return calls.Find(call => LedgerEntry.SameArguments(call.Arguments, arguments)) ?? calls.FirstOrDefault();
    }

    private string Injected(SuiteCall call) => call.Vectors.Count == 0 && !SuiteFile.Mark().IsMatch(call.Canary)
        ? call.Clean
        : SuiteFile.Mark().Replace(call.Canary, _ => Injection!);
}
