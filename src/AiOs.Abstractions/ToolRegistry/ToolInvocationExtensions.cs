using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What a function can learn of the call that it carries out.</summary>
public static class ToolInvocationExtensions
{
    private const string Item = "aios.idempotency-key";

    /// <summary>Gives the name of exactly this call, which is the same when the call is repeated after a restart.</summary>
    /// <param name="arguments">The function's arguments: a parameter of this type receives them.</param>
    /// <returns>The key, or null where nobody gave one.</returns>
    public static string? FindIdempotencyKey(this AIFunctionArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Context?.TryGetValue(Item, out object? key) == true ? key as string : null;
    }

    /// <summary>Puts the name of exactly this call where the function finds it.</summary>
    /// <param name="arguments">The function's arguments.</param>
    /// <param name="key">The key.</param>
    public static void SetIdempotencyKey(this AIFunctionArguments arguments, string key)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        (arguments.Context ??= new Dictionary<object, object?>())[Item] = key;
    }
}
