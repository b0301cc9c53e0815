namespace Parley.Agents;

/// <summary>How a conversation finds its way through a phone menu (contract 9.9).</summary>
/// <param name="Goal">Where to get, in words: "Speak with the appointment desk about a new appointment."</param>
public sealed record IvrOptions(string Goal)
{
    /// <summary>How much silence ends a turn of a menu, which pauses longer than a person does.</summary>
    public TimeSpan MenuSilence { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where routes are kept; <see langword="null"/> asks the model at each menu of each call.</summary>
    public IIvrRoutes? Routes { get; init; }

    /// <summary>What the route is kept under; the number or address that was dialled when <see langword="null"/>.</summary>
    public string? RouteName { get; init; }

    /// <summary>How much a menu must sound like the recorded one to be answered without the model: 0 to 1.</summary>
    public double Similarity { get; init; } = 0.8;

    /// <summary>After so many menus it is stuck.</summary>
    public int MaxMenus { get; init; } = 20;
}
