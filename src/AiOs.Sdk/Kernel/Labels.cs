namespace AiOs;

/// <summary>Joins labels.</summary>
internal static class Labels
{
    /// <summary>Gives the label of everything that a request shows.</summary>
    public static SecurityLabel Of(ResidentSet resident)
    {
        var label = SecurityLabel.System;
        if (BoundaryChecks.Holds(BoundaryCheck.WindowLabelsPins))
        {
            label = label.Join(Of(resident.Pinned));
        }

        if (BoundaryChecks.Holds(BoundaryCheck.WindowLabelsTail))
        {
            label = label.Join(Of(resident.Tail));
        }

        return resident.Digest is { } digest && BoundaryChecks.Holds(BoundaryCheck.WindowLabelsDigest)
            ? label.Join(digest.Page.Label)
            : label;
    }

    /// <summary>Gives the label of a tool's result: never trusted more, or read by more, than the arguments it was computed from.</summary>
    public static SecurityLabel OfResult(ToolDescriptor tool, SecurityLabel arguments)
    {
        var integrity = BoundaryChecks.Holds(BoundaryCheck.ResultsAreUntrusted) ? tool.ResultIntegrity : Integrity.ToolTrusted;
        var readers = BoundaryChecks.Holds(BoundaryCheck.ResultsCarryReaders) ? tool.ResultReaders : ReaderSet.Everyone;
        var label = SecurityLabel.Of(integrity, readers);
        return BoundaryChecks.Holds(BoundaryCheck.ResultsCarryArguments) ? label.Join(arguments) : label;
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
