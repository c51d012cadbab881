using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The RAM: measures what pages take, and renders requests that provably fit their budget.</summary>
/// <remarks>
/// <para>
/// Additive: the tokens of a request are those of its frame plus those of each item, so that a pager can keep sums.
/// </para>
/// <para>Threads: a stateless singleton; every member may be called from any thread.</para>
/// </remarks>
public interface IContextWindow
{
    /// <summary>Gets the counter that all measures come from.</summary>
    ITokenCounter Counter { get; }

    /// <summary>Measures what every request of a process begins with.</summary>
    /// <param name="instructions">The system text; empty for none.</param>
    /// <param name="tools">The tools whose schemas the model will see.</param>
    /// <returns>The frame.</returns>
    ContextFrame CreateFrame(string instructions, IReadOnlyList<AITool> tools);

    /// <summary>Renders one page for the window: marks where a recalled page came from, and delimits untrusted content.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isRecalled">Whether it was evicted before and is brought back.</param>
    /// <returns>The item.</returns>
    ContextItem CreateItem(Page page, bool isRecalled);

    /// <summary>Renders a request.</summary>
    /// <param name="layout">What it is rendered from.</param>
    /// <returns>The request; its bound plus the reserve is at most the window.</returns>
    /// <exception cref="ContextBudgetException">It does not fit. Nothing is trimmed, and no model was called.</exception>
    RenderedContext Render(ContextLayout layout);
}
