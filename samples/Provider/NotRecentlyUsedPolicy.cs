using AiOs;

namespace Provider;

/// <summary>Evicts first what was not used during the last 64 accesses, and among equals the oldest.</summary>
public sealed class NotRecentlyUsedPolicy : IEvictionPolicy
{
    public string Name => "nru";

    public IEvictionState CreateState() => new State();

    private sealed class State : IEvictionState
    {
        private readonly Dictionary<PageId, long> _lastUse = [];

        public void Record(PageId id, PageAccess access, long tick)
        {
            if (access is PageAccess.Evicted or PageAccess.Erased)
            {
                _lastUse.Remove(id);
            }
            else
            {
                _lastUse[id] = tick;
            }
        }

        public void Rank(ReadOnlySpan<EvictionCandidate> candidates, EvictionContext context, Span<int> order)
        {
            var keys = new (bool Recent, long Position)[candidates.Length];
            for (int i = 0; i < candidates.Length; i++)
            {
                keys[i] = (_lastUse.GetValueOrDefault(candidates[i].Id, -64) > context.Tick - 64, candidates[i].Position);
                order[i] = i;
            }

            order.Sort((a, b) => keys[a].CompareTo(keys[b])); // Receives each index once; false sorts before true.
        }
    }
}
