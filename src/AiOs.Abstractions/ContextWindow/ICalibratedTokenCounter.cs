namespace AiOs;

/// <summary>A token counter that learns its margin from the usage that providers report.</summary>
public interface ICalibratedTokenCounter : ITokenCounter
{
    /// <summary>Compares what was counted for one whole request with what the provider reported for it.</summary>
    /// <param name="countedTokens">The sum of this counter's counts over the request, overheads included; above 0.</param>
    /// <param name="reportedTokens">The input tokens that the provider reported; above 0.</param>
    /// <remarks>Changes <see cref="ITokenCounter.Margin"/> only; counts never change.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A count is not above 0.</exception>
    void Observe(long countedTokens, long reportedTokens);
}
