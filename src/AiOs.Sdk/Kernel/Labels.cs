namespace AiOs;

/// <summary>Joins labels.</summary>
internal static class Labels
{
    /// <summary>Gives the label of everything that a request shows.</summary>
    public static SecurityLabel Of(ResidentSet resident)
    {
        var label = Of(resident.Pinned).Join(Of(resident.Tail));
        return resident.Digest is { } digest ? label.Join(digest.Page.Label) : label;
    }

    private static SecurityLabel Of(IReadOnlyList<ContextItem> items)
    {
        if (items is ContextItems view)
        {
            return view.Label; // Joined while the region grew.
        }

        var label = SecurityLabel.System;
        foreach (var item in items)
        {
            label = label.Join(item.Page.Label);
        }

        return label;
    }
}
