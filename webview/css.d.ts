/** Style sheets are bundled beside the page that imports them (`scripts/build.mjs`). */
declare module '*.css';
