namespace AiOs;

public sealed class LruEvictionPolicyConformanceTests : EvictionPolicyConformanceTests
{
    protected override IEvictionPolicy CreatePolicy() => new LruEvictionPolicy();
}
