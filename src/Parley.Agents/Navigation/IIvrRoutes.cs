namespace Parley.Agents;

/// <summary>Where routes through phone menus are kept. Used from any task.</summary>
public interface IIvrRoutes
{
    /// <summary>Finds the route to a goal at a number.</summary>
    Task<IvrRoute?> FindAsync(string name, string goal, CancellationToken cancellationToken);

    /// <summary>Keeps a route that led to its goal, in place of the one before.</summary>
    Task SaveAsync(IvrRoute route, CancellationToken cancellationToken);
}
