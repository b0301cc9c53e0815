using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Parley.Server.Storage;

/// <summary>
/// Makes texts such as each database can keep, wherever they came from: PostgreSQL takes neither U+0000 nor half a surrogate pair, so both become U+FFFD, in
/// what is written and in what is looked for.
/// </summary>
internal sealed class StorableText : DbCommandInterceptor
{
    private const char Replacement = '\uFFFD';

    public static StorableText Instance { get; } = new();

    /// <summary>The text as it is kept; the same when there is nothing wrong with it.</summary>
    public static string Of(string text)
    {
        var storable = text.Replace('\0', Replacement);
        return storable.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(storable)) : storable;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        => new(Cleaned(command, result));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        => new(Cleaned(command, result));

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
        => new(Cleaned(command, result));

    private static T Cleaned<T>(DbCommand command, T result)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is string text)
            {
                parameter.Value = Of(text);
            }
        }

        return result;
    }
}
