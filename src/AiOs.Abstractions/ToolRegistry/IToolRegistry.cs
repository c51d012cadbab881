namespace AiOs;

/// <summary>The programs that models may call.</summary>
/// <remarks>
/// <para>Reaching a tool through the kernel's system call is what policy guards; calling this directly bypasses it.</para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public interface IToolRegistry
{
    /// <summary>Gets the tools, in the order of their registration.</summary>
    IReadOnlyList<ToolDescriptor> Tools { get; }

    /// <summary>Finds a tool.</summary>
    /// <param name="name">Its name, compared ordinally.</param>
    /// <returns>The tool, or null.</returns>
    ToolDescriptor? Find(string name);

    /// <summary>Calls a tool within its timeout and output limit.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The result. A tool that fails, times out or does not exist is a result too, worded for the model; only cancellation
    /// is thrown.
    /// </returns>
    ValueTask<ToolResult> InvokeAsync(ToolInvocation invocation, CancellationToken cancellationToken = default);
}
