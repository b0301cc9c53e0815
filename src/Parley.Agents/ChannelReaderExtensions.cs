using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Parley.Agents;

/// <summary>Reading channels to their end.</summary>
public static class ChannelReaderExtensions
{
    /// <summary>
    /// Reads to the end. Unlike <see cref="ChannelReader{T}.ReadAllAsync"/>, which always continues on the thread pool, it stays with the
    /// caller's synchronisation context, so that a call can run in virtual time.
    /// </summary>
    public static async IAsyncEnumerable<T> DrainAsync<T>(
        this ChannelReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            while (reader.TryRead(out var item))
            {
                yield return item;
            }
        }
    }
}
