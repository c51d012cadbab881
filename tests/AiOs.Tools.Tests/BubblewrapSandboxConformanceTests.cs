namespace AiOs;

public sealed class BubblewrapSandboxConformanceTests : SandboxConformanceTests
{
    private static readonly BubblewrapSandbox Shared = new();

    protected override ISandbox Sandbox => Shared;
}
