/** The address of a server, as a person types it. */

export type TypedAddress = { url: string } | { problem: 'no address' | 'credentials' };

/**
 * A server's address as it is kept. Credentials do not belong into an address, which is shown and logged: they are refused. A bare
 * `host:port` is taken for http.
 */
export function addressIn(typed: string): TypedAddress {
  const text = typed.trim();
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  let url: URL;
  try {
    url = new URL(whole);
  } catch {
    return { problem: 'no address' };
  }
  if (text === '' || !/^https?:$/.test(url.protocol)) return { problem: 'no address' };
  if (url.username || url.password || url.search || url.hash) return { problem: 'credentials' };
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
}
