using AiOs;

namespace Provider;

/// <summary>The whole contract of <see cref="IEvictionPolicy"/>, inherited.</summary>
public sealed class NotRecentlyUsedPolicyConformanceTests : EvictionPolicyConformanceTests
{
    protected override IEvictionPolicy CreatePolicy() => new NotRecentlyUsedPolicy();
}
