using System.Collections;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>The host's services, with the SDK's own registrations to chain.</summary>
/// <remarks>
/// <para>
/// It is the host's collection itself, seen through another type: whatever extends <see cref="IServiceCollection"/> can be
/// called on it, and a provider package that only knows the abstractions needs no reference to the SDK.
/// </para>
/// <para>Threads: as with any service collection, one thread at a time.</para>
/// </remarks>
public sealed class AiOsBuilder : IServiceCollection
{
    private readonly IServiceCollection _services;

    /// <summary>Creates a builder over a host's services.</summary>
    /// <param name="services">The services; every change goes to them.</param>
    internal AiOsBuilder(IServiceCollection services) => _services = services;

    /// <inheritdoc/>
    public int Count => _services.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => _services.IsReadOnly;

    /// <inheritdoc/>
    public ServiceDescriptor this[int index]
    {
        get => _services[index];
        set => _services[index] = value;
    }

    /// <inheritdoc/>
    public int IndexOf(ServiceDescriptor item) => _services.IndexOf(item);

    /// <inheritdoc/>
    public void Insert(int index, ServiceDescriptor item) => _services.Insert(index, item);

    /// <inheritdoc/>
    public void RemoveAt(int index) => _services.RemoveAt(index);

    /// <inheritdoc/>
    public void Add(ServiceDescriptor item) => _services.Add(item);

    /// <inheritdoc/>
    public void Clear() => _services.Clear();

    /// <inheritdoc/>
    public bool Contains(ServiceDescriptor item) => _services.Contains(item);

    /// <inheritdoc/>
    public void CopyTo(ServiceDescriptor[] array, int arrayIndex) => _services.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public bool Remove(ServiceDescriptor item) => _services.Remove(item);

    /// <inheritdoc/>
    public IEnumerator<ServiceDescriptor> GetEnumerator() => _services.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
