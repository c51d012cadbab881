namespace AiOs;

/// <summary>Makes indexes whose searches wait for work in the background, so that the same input gives the same output.</summary>
internal sealed class CaughtUpRecallFactory(IRecallIndexFactory inner) : IRecallIndexFactory
{
    public IRecallIndex Create(string space) => inner.Create(space) is IBackgroundRecallIndex index ? new CaughtUpRecallIndex(index) : inner.Create(space);
}
