namespace AiOs;

public sealed class LruKEvictionPolicyConformanceTests : EvictionPolicyConformanceTests
{
    protected override IEvictionPolicy CreatePolicy() => new LruKEvictionPolicy();
}
