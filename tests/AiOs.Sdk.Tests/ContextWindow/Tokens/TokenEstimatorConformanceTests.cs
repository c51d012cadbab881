namespace AiOs;

public sealed class TokenEstimatorConformanceTests : TokenCounterConformanceTests
{
    protected override ITokenCounter CreateCounter() => new TokenEstimator();
}
