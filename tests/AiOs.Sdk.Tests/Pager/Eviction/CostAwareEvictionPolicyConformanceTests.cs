namespace AiOs;

public sealed class CostAwareEvictionPolicyConformanceTests : EvictionPolicyConformanceTests
{
    protected override IEvictionPolicy CreatePolicy() => new CostAwareEvictionPolicy();
}
