using System.Runtime.ExceptionServices;

namespace Parley.Agents;

internal static class ExceptionExtensions
{
    /// <summary>Throws again with the first stack trace kept.</summary>
    public static void Rethrow(this Exception exception) => ExceptionDispatchInfo.Throw(exception);
}
