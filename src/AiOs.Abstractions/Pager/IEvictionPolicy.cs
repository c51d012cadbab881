namespace AiOs;

/// <summary>Decides which resident pages leave the window when it is full.</summary>
/// <remarks>Threads: a stateless singleton; what it learns of one address space lives in that space's state.</remarks>
public interface IEvictionPolicy
{
    /// <summary>Gets the policy's name, such as <c>lru</c>.</summary>
    string Name { get; }

    /// <summary>Creates what this policy remembers of one address space.</summary>
    /// <returns>The state, empty.</returns>
    IEvictionState CreateState();
}
