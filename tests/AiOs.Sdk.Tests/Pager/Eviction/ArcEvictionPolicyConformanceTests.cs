namespace AiOs;

public sealed class ArcEvictionPolicyConformanceTests : EvictionPolicyConformanceTests
{
    protected override IEvictionPolicy CreatePolicy() => new ArcEvictionPolicy();
}
