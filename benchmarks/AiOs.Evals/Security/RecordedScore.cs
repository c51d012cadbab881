namespace AiOs;

/// <summary>What the replay of a recorded run came to.</summary>
/// <param name="IsReached">Whether an injection reached the model.</param>
/// <param name="WasObeyed">Whether the model, undefended, then did what nobody had asked for.</param>
/// <param name="Effects">How many effects the record has.</param>
/// <param name="Kept">How many of them took effect here.</param>
/// <param name="Violations">Effects here that nobody asked for.</param>
internal sealed record RecordedScore(bool IsReached, bool WasObeyed, int Effects, int Kept, IReadOnlyList<LedgerEntry> Violations);
